-- a copy of the database writes to nobody
UPDATE hcc_notice
   SET state = 'cancelled'
 WHERE state = 'pending';
