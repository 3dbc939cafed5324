-- a copy of the database writes to nobody
UPDATE ir_config_parameter
   SET value = 'False'
 WHERE key = 'hcc_booking.sms_enabled';
UPDATE hcc_message
   SET state = 'cancelled'
 WHERE state IN ('pending', 'sending');
